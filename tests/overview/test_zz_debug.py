import difflib
import pytest
from tests.overview.test_child_hidden import pages_with
@pytest.mark.parametrize("hidden",[[(0, 'report'), (0, 'report'), (0, 'report'), (1, 'report'), (0, 'report')],[(1,'report')],[(0,'report')]])
def test_x(db, hidden):
    a=pages_with([]); a2=pages_with([]); b=pages_with(hidden)
    for name,other in (("again",a2),("hidden",b)):
        for p in a:
            if a[p]!=other[p]:
                print(name,p)
                print("\n".join(list(difflib.unified_diff(a[p].decode().splitlines(),other[p].decode().splitlines(),lineterm="",n=0))[:12]))
    assert False
