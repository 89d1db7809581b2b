"""Our own Open311 GeoReport v2 server: the embedded report backend and the open-data door.

Start reading at `gateway.desk.routes`. The specification is at
https://wiki.open311.org/GeoReport_v2/.
"""

from gateway.desk.routes import blueprint

__all__ = ["blueprint"]
