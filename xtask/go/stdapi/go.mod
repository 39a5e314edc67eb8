module stdapi

go 1.24
