namespace Pum.Dumper.Servers;

/// <summary>The shell that owns a temporary server on Unix.</summary>
internal static class WatchdogScript
{
    /// <summary>
    /// Takes the folder of the server programs, the server's own folder and the folders that may hold what others left, then commands line
    /// by line, and answers each with an exit code. When its input ends, whatever ended the writer, it stops the server and removes the
    /// folder.
    /// </summary>
    /// <remarks>
    /// It is a shell because that is the one program at hand that may run as another user, that survives this process's SIGKILL and that
    /// costs nothing. pg_ctl gives the server a session of its own, out of the reach of a terminal's Ctrl-C; the shell ignores signals for
    /// the same reason. A folder of before is removed only where the same host and process namespace wrote it and neither its shell nor its
    /// server lives. It is entered first, and must be what has that name and no link: in a folder of our own no other user can exchange
    /// anything, while its name may lead elsewhere by then.
    /// </remarks>
    public const string Text = """
        trap '' HUP INT QUIT TERM PIPE
        umask 077
        cd /
        bin=$1 folder=$2
        shift 2
        here="$(uname -n) $(readlink /proc/self/ns/pid 2>/dev/null)"
        alive() { [ -r "$1" ] && read -r pid < "$1" && kill -0 "$pid" 2>/dev/null; }
        for parent do
          parent=$(cd -P "$parent" 2>/dev/null && pwd -P) || continue
          for old in "$parent"/pum_server_*; do
            (
              cd -P "$old" 2>/dev/null && [ "$(pwd -P)" = "$old" ] && [ -O . ] && [ -O watchdog ] || exit
              { read -r pid && IFS= read -r there; } < watchdog || exit
              [ "$there" = "$here" ] || exit
              ! alive watchdog && ! alive data/postmaster.pid && rm -rf ./*
            ) && rmdir "$old" 2>/dev/null
          done
        done
        mkdir "$folder" || exit
        printf '%s\n%s\n' "$$" "$here" > "$folder/watchdog"
        mkdir "$folder/socket"
        echo $?
        while IFS= read -r command; do
          case $command in
            'password '*) printf '%s\n' "${command#* }" > "$folder/password" ;;
            'initdb '*)
              set -- ${command#* }
              rm -rf "$folder/data"
              "$bin/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$folder/password" --auth="$1" --encoding=UTF8 --locale="$2" --no-sync < /dev/null > "$folder/log" 2>&1 ;;
            'include') rm -f "$folder/password"; echo "include '../settings.conf'" >> "$folder/data/postgresql.conf" ;;
            'copy '*) rm -rf "$folder/data"; cp -R "${command#* }" "$folder/data" > "$folder/log" 2>&1 ;;
            'clear') : > "$folder/settings.conf" ;;
            'set '*) printf '%s\n' "${command#* }" >> "$folder/settings.conf" ;;
            'start') "$bin/pg_ctl" start --pgdata="$folder/data" --log="$folder/log" --wait --timeout=300 < /dev/null > "$folder/pg_ctl" 2>&1 ;;
            'stop '*) "$bin/pg_ctl" stop --pgdata="$folder/data" --mode="${command#* }" --wait --timeout=300 < /dev/null > "$folder/pg_ctl" 2>&1 ;;
            *) false ;;
          esac
          echo $?
        done
        if [ -e "$folder/data/postmaster.pid" ]; then
          "$bin/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --wait < /dev/null > /dev/null 2>&1
        fi
        rm -rf "$folder"
        """;
}
