"""What accounting gets: signed webhooks, a day's closing report, and CommerceML for 1C."""
