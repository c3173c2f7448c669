"""The executable half of the ports: a test suite for each, that every adapter passes.

To hold an adapter to its port, subclass the suite in a test file and provide its fixtures; each
suite's docstring names them. pytest finds the shared ones (``stage``) by itself, through the
plugin that comes with the ``testing`` extra.

    class TestMyStore(OrdersSuite, LedgerSuite):
        @pytest.fixture
        async def begin(self): ...

        @pytest.fixture
        def raw(self, begin): ...
"""
