module typed

go 1.24
