"""Reading what strangers wrote in a process of its own, held to limits of memory and time.

A file of a few bytes may ask for more memory than there is, keep a library busy for ever, or crash
it. Here that ends the process that reads it, and nothing else; why it ended is told in one line.
"""

import ctypes
import faulthandler
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from synthscope.core.errors import InputError, one_line

T = TypeVar("T")
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Stopped(InputError):
    """The process did not come to its end; the message says why and names no file."""


def confined(
    make: Callable[..., Iterable[T]], *arguments: Any, memory_MB: float, seconds: float
) -> Iterator[T]:
    """The items that `make(*arguments)` gives, made one after the other in another process.

    It begins as a copy of this one, so that it starts at once and needs no pickled arguments; items
    come back pickled. It ends with the iterator, at the latest with this process.

    Parameters
    ----------
    memory_MB
        Most that it may allocate beyond what this process has (Linux; elsewhere without a limit).
    seconds
        Most that it may take for one item.

    Raises
    ------
    InputError
        As `make` raised it.
    Stopped
        It went over a limit or crashed, or `make` raised anything else.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    given = (sender, receiver, memory_MB, make, arguments)
    process = context.Process(target=_serve, args=given, daemon=True)
    process.start()
    sender.close()
    try:
        while True:
            if not receiver.poll(seconds):
                raise Stopped(f"not read after {seconds:g} s")
            try:
                kind, value = receiver.recv()
            except EOFError:
                process.join()
                raise Stopped(_death(process.exitcode, memory_MB)) from None
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value
    finally:
        receiver.close()
        process.kill()
        process.join()
        process.close()


def read_confined(
    path: str | os.PathLike,
    make: Callable[..., Iterable[T]],
    *arguments: Any,
    memory_MB: float,
    seconds: float,
) -> Iterator[T]:
    """The same of one file, with its name where reading stopped.

    Raises
    ------
    InputError
        As `make` raised it, or because reading stopped.
    """
    try:
        yield from confined(make, *arguments, memory_MB=memory_MB, seconds=seconds)
    except Stopped as stopped:
        raise InputError(f"{path}: {stopped}; copy the file again, or rewrite it") from None


def _death(code: int | None, memory_MB: float) -> str:
    name = signal.Signals(-code).name if code and code < 0 else f"exit status {code}"
    return f"the library that reads it crashed ({name}), or needs more than {memory_MB:g} MB"


def _serve(
    sender: Connection,
    receiver: Connection,
    memory_MB: float,
    make: Callable[..., Iterable],
    arguments: tuple,
) -> None:
    receiver.close()
    faulthandler.disable()  # its parent tells of a crash, in one line
    _die_with_parent()
    try:
        _limit_memory(memory_MB)
        for item in make(*arguments):
            sender.send(("item", item))
        answer: tuple[str, Any] = ("end", None)
    except BrokenPipeError:  # nobody wants to know any more
        return
    except InputError as error:
        answer = ("error", InputError(str(error)))
    except MemoryError:
        answer = ("error", Stopped(f"needs more than {memory_MB:g} MB of memory to read"))
    except RecursionError:
        answer = ("error", Stopped("nested too deeply to read"))
    except Exception as error:
        reason = one_line(error)
        answer = ("error", Stopped(f"cannot be read: {type(error).__name__}: {reason}"))
    sender.send(answer)


def _limit_memory(memory_MB: float) -> None:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = now + int(memory_MB * 1e6)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGKILL)
