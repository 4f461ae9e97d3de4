"""Grafana dashboards as code, the JSON made of them, and how they get into a Grafana.

questions (InfluxQL) ─▶ boards (what is shown) ─▶ drawing (the SDK) ─▶ json/, provisioning/
                                                                          └─▶ provision ─▶ Grafana
"""
