"""The REST API: one Ninja application, one router a package, one form of error."""

from ninja import NinjaAPI

api = NinjaAPI(title="Edge", version="1", urls_namespace="api", docs_url="/docs")
