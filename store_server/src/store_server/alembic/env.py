from provodnik.server.migrations import migrate
from store_server.models import Base

migrate(Base.metadata)
