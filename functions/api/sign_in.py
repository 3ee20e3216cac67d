"""Describe how a user of the API signs in, for programs that do it (`hepaflow login`), and what a user may do then."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.access import ANY, PUBLIC, Role, allow, roles_by_study
from api.http.served import caller_of, new_router, sign_in_of

router = new_router()


class SignIn(BaseModel):
    """What a program needs to sign a user in at the issuer: authorization code with PKCE (RFC 7636), or device grant."""

    issuer: Annotated[str, Field(description="OpenID Connect issuer; its discovery document names the rest.")]
    client_id: Annotated[str, Field(description="The public client of the command line at the issuer.")]
    scopes: Annotated[list[str], Field(description="What to ask for, so that the API accepts the token.")]
    redirect_uri: Annotated[
        str, Field(description="Where the issuer sends the user back to, on the user's own machine.")
    ]


@router.get("/sign-in", tags=["service"])
@allow(PUBLIC)
def get_sign_in() -> SignIn:
    """Get the description of sign-in.

    Names the issuer, the client of the command line, its scopes and its address on the user's machine; needs no token.
    """
    told = sign_in_of(router)
    return SignIn(
        issuer=told.issuer,
        client_id=told.client_id,
        scopes=told.scopes.split(),
        redirect_uri=f"http://localhost:{told.loopback_port}/",
    )


class RolesInStudy(BaseModel):
    """What a user is in one study."""

    study: str
    roles: Annotated[list[Role], Field(description="His roles. Who has another role is not unmasked.")]
    centers: Annotated[list[str], Field(description="The centers whose people he belongs to.")]


class Me(BaseModel):
    """Who calls, and what he is in which study."""

    id: Annotated[str, Field(description="As the journal names him: `sub` of the access token.")]
    studies: list[RolesInStudy]


@router.get("/me", tags=["service"])
@allow(ANY)
def get_me() -> Me:
    """Get the caller's own roles.

    Names the studies of the groups in the caller's token, with roles and centers. The web pages show what these roles allow.
    """
    event, claim = router.current_event.raw_event, sign_in_of(router).groups_claim
    return Me(
        id=caller_of(router).id,
        studies=[
            RolesInStudy(study=study, roles=roles, centers=centers)
            for study, (roles, centers) in roles_by_study(event, claim).items()
        ],
    )
