# Shows how far a Maven build is: on a terminal one line that moves, elsewhere a line for each module.

function show(what) {
    text = "  " (part == "" ? "" : part " " module ": ") what
    if (terminal) {
        printf "\r\033[K%s", substr(text, 1, 78)
        fflush()
    }
}

BEGIN { show("starting Maven") }

/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
    part = $NF
    module = $3
    if (!terminal) {
        print "  " part " " module
        fflush()
    }
    show("building")
}

/^Download(ing|ed) from / {
    if ($1 == "Downloaded") files++
    name = $4
    sub(/.*\//, "", name)
    show("fetching " name " (" files + 0 " files so far)")
}

/^\[INFO\] --- / {
    goal = $3
    sub(/:.*:/, " ", goal)
    show(goal)
}

END { if (terminal) printf "\r\033[K" }
