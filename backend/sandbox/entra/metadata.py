"""What Entra publishes about itself: endpoints, keys, host names (contracts/graph.md §5.1)."""

from __future__ import annotations

from backend.sandbox.wire import Request, Response, json_response
from backend.sandbox.world import World

HOSTS = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")


def issuer(base: str, tenant: str) -> str:
    """The issuer of version 2.0 tokens; for any-tenant addresses the template that Entra shows."""
    return f"{base}/{tenant if '-' in tenant else '{tenantid}'}/v2.0"


def openid_configuration(world: World, tenant: str, request: Request) -> Response:
    """The discovery document of one tenant."""
    root = f"{request.base}/{tenant}"
    return json_response(
        {
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "issuer": issuer(request.base, tenant),
            "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "private_key_jwt",
                "client_secret_basic",
            ],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": [
                "sub",
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "preferred_username",
                "name",
                "tid",
                "ver",
            ],
            "request_uri_parameter_supported": False,
            "http_logout_supported": True,
            "frontchannel_logout_supported": True,
            "tenant_region_scope": "EU",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
        }
    )


def keys(world: World, tenant: str, request: Request) -> Response:
    """The JWKS. Each key names its issuer, by which clients of any tenant check a token."""
    key = world.entra.key.jwk()
    return json_response({"keys": [{**key, "issuer": issuer(request.base, tenant)}]})


def instance_discovery(world: World, tenant: str, request: Request) -> Response:
    """Which host names belong together."""
    return json_response(
        {
            "tenant_discovery_endpoint": f"{request.base}/{tenant}/v2.0/.well-known/openid-configuration",
            "api-version": request.query.get("api-version") or "1.1",
            "metadata": [
                {"preferred_network": HOSTS[0], "preferred_cache": HOSTS[1], "aliases": list(HOSTS)},
            ],
        }
    )
