"""Open311 GeoReport v2 as other cities' servers speak it: what its client needs to know."""
