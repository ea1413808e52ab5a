# Finds Java: sets `java` to the program and `home` to the folder of the JDK, or ends with what to do. Sourced by a launcher.

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! java=$(command -v "$java"); then
    if [ -n "${JAVA_HOME:-}" ]; then
        echo "codex-runner: JAVA_HOME is $JAVA_HOME, which has no bin/java; set it to the folder of a JDK 17 or newer, or unset it" >&2
    else
        echo "codex-runner: no Java found; install a JDK 17 or newer, or set JAVA_HOME to the folder of one" >&2
    fi
    exit 2
fi
home=${JAVA_HOME:-}
if [ -z "$home" ]; then
    home=$(readlink -f "$java" 2>/dev/null) || home=
    home=${home%/bin/java}
fi

# A JDK says its version in a file; 1 stands for 8 and older. One that does not is tried as it is.
if [ -f "$home/release" ]; then
    while IFS= read -r line; do
        case $line in
        JAVA_VERSION=*)
            version=${line#*\"}
            case ${version%%[!0-9]*} in
            [1-9] | 1[0-6])
                echo "codex-runner: Java ${version%\"*} in $home is too old; install a JDK 17 or newer, or set JAVA_HOME to the folder of one" >&2
                exit 2
                ;;
            esac
            ;;
        esac
    done <"$home/release"
fi
