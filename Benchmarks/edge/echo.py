"""A WebSocket service that sends back what it gets.

usage: echo.py          prints its port, and serves until it is ended
"""

import asyncio

import websockets


async def echo(connection, *_):
    async for message in connection:
        await connection.send(message)


async def main():
    async with websockets.serve(
        echo, "127.0.0.1", 0, compression=None, max_size=None, ping_interval=None, backlog=2048
    ) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
