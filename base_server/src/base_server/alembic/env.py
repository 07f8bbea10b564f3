from base_server.models import Base
from provodnik.server.migrations import migrate

migrate(Base.metadata)
