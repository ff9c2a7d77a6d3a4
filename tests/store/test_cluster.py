"""Counting on the workers of a Dask scheduler: the same bits, whatever becomes of a worker."""

import os
import signal
import socket
import threading
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from rhetoric.cli import app
from rhetoric.corpus import RhetoricError
from rhetoric.read.remote import brought
from rhetoric.store import build, cluster
from rhetoric.store.build import count
from rhetoric.store.cluster import connected
from rhetoric.store.manifest import NAME

pytest.importorskip("pyarrow")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of other packages, in threads of theirs
TEXT = "The Committee met {0} times. It kept the range of the plan, and so did the bank in {0}.\n\n"


@pytest.fixture(scope="module")
def workers():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_LEAST", 1)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(40):
        text = "".join(TEXT.format(number * k) for k in range(1, 6))
        (folder / f"2020-{number % 12 + 1:02d}-{number % 28 + 1:02d} {number}.txt").write_text(text)
    count(folder, tmp_path / "one", shard=300)
    return folder


def same_files(one, other):
    """Hold two stores against each other, to the bit."""
    names = sorted(path.relative_to(one) for path in one.rglob("*.*") if path.is_file())
    assert names
    for name in names:
        if name.suffix == ".parquet" or name.name == NAME:
            assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_cluster_counts_as_one_process(tmp_path, corpus, workers):
    with connected(workers.scheduler_address):
        count(corpus, tmp_path / "two", shard=300)
    same_files(tmp_path / "one", tmp_path / "two")


def test_documents_elsewhere_are_counted_by_a_cluster_that_sees_the_cache(tmp_path, workers):
    files = pytest.importorskip("fsspec").filesystem("memory")
    for number in range(5):
        files.pipe(f"/cluster/{number}.txt", TEXT.format(number).encode())
    with connected(workers.scheduler_address, brought("memory://cluster")):
        assert count("memory://cluster", tmp_path / "two", shard=100).documents == 5
    nowhere = tmp_path / "nowhere"
    with (
        pytest.raises(RhetoricError, match="Not all workers see"),
        connected(workers.scheduler_address, nowhere),
    ):
        pass


def test_a_worker_that_is_killed_changes_nothing(tmp_path, corpus, workers):
    told = []

    def kill(done, total):
        if not told:
            os.kill(min(worker.pid for worker in workers.workers.values()), signal.SIGKILL)
        told.append((done, total))

    with connected(workers.scheduler_address):
        count(corpus, tmp_path / "two", shard=300, say=kill)
    assert told[0][0] < told[0][1]  # there was work left
    same_files(tmp_path / "one", tmp_path / "two")


@contextmanager
def another_service():
    """Answer as something does that is no scheduler."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            try:
                while True:
                    with server.accept()[0] as peer:
                        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9)
            except OSError:
                return  # it was closed

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_where_no_scheduler_answers_one_sentence_says_so(tmp_path, corpus, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    command = ["count", str(corpus), "-o", str(tmp_path / "two"), "--scheduler", address]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, RhetoricError)
    assert done.exception.code == 69
    assert f"No scheduler answers at {address!r}" in str(done.exception)
    with (
        another_service() as port,
        pytest.raises(RhetoricError) as caught,
        connected(f"tcp://127.0.0.1:{port}"),
    ):
        raise AssertionError
    assert caught.value.code == 69


@pytest.mark.parametrize("address", ["", "nowhere://x"])
def test_what_is_no_address_is_told(address):
    with (
        pytest.raises(RhetoricError, match=r"no address|No scheduler") as caught,
        connected(address),
    ):
        raise AssertionError
    assert caught.value.code in {2, 69}


def test_a_secret_in_an_address_is_not_repeated():
    with pytest.raises(RhetoricError) as caught, connected("tcp://me:hush@127.0.0.1:9"):
        raise AssertionError
    assert "hush" not in str(caught.value)
