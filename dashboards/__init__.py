"""Grafana dashboards as code: they read the series that the store keeps, and import only contract.

The room is built and empty: dashboards come once the hub writes series to InfluxDB.
"""
