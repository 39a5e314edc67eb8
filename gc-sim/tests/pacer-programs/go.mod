module heldby.example/pacer-programs

go 1.26
