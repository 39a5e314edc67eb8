module example.com/heldby

go 1.24
