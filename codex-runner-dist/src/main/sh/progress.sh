# Shows how far a Maven build is, whose output it reads: on a terminal one line that moves, elsewhere a line for each module.
# Reads line by line, because some awks wait for more.
#
#   sh progress.sh TERMINAL       1 on a terminal, else 0

terminal=$1
part=
module=
files=0

show() {
    [ "$terminal" = 0 ] || printf '\r\033[K%.78s' "  ${part:+$part $module: }$1"
}

show "starting Maven"
while IFS= read -r line; do
    case $line in
    '[INFO] Building '*'['*/*']')
        part="[${line##*\[}"
        module=${line#'[INFO] Building '}
        module=${module%% *}
        [ "$terminal" = 1 ] || printf '  %s %s\n' "$part" "$module"
        show building
        ;;
    'Downloading from '*)
        show "fetching ${line##*/} ($files files so far)"
        ;;
    'Downloaded from '*)
        files=$((files + 1))
        ;;
    '[INFO] --- '*)
        goal=${line#'[INFO] --- '}
        goal=${goal%% *}
        show "${goal%%:*} ${goal##*:}"
        ;;
    esac
done
[ "$terminal" = 0 ] || printf '\r\033[K'
