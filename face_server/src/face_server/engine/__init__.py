"""From a picture to a vector: detect, align, embed. It knows neither HTTP nor where vectors are kept."""
