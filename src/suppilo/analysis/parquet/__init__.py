"""Events as Parquet files, one a bucket of people: for other engines, and for the same kernels on many machines.

`exporting` writes them, `reading` gives them back as `StoredEvents`, `scheduling` runs kernels over them under Dask.
Needs the extra `dask`.
"""
