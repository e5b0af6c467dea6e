"""The web process: uvicorn around the front."""

from __future__ import annotations

import asyncio
import os
import socket

import uvicorn

from suppilo.config import environment

#: Open requests get this long to end when the process is told to stop.
GRACE_SECONDS = 10


def run(bound: socket.socket, *, supervisor: int | None = None) -> None:
    """Serve on the listening socket until SIGTERM, or until the process `supervisor` is no longer the parent."""
    proxies = environment.TRUSTED_PROXIES
    server = uvicorn.Server(
        uvicorn.Config(
            "suppilo.config.front:application",
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(_serve(server, bound, supervisor))


async def _serve(server: uvicorn.Server, bound: socket.socket, supervisor: int | None) -> None:
    watch = asyncio.create_task(_leave_with(server, supervisor)) if supervisor else None
    await server.serve(sockets=[bound])
    if watch:
        watch.cancel()


async def _leave_with(server: uvicorn.Server, supervisor: int) -> None:
    while os.getppid() == supervisor:
        await asyncio.sleep(0.5)
    server.should_exit = True
