package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program on a desktop tries what it can against the server, the host and another desktop. */
@Tag("check")
@Timeout(120)
final class HostileDesktopIT {
    /** Arguments: the runtime folder, the other room's, a secret's path, a process, a port. */
    private static final String ATTACKS =
            """
            import ctypes, os, socket, subprocess, sys
            runtime, other, secret, victim, port = sys.argv[1:]
            victim, port = int(victim), int(port)
            libc = ctypes.CDLL(None, use_errno=True)

            def opens(path):
                with open(path, 'rb') as file: return file.read(1) is not None
            def speaks(path):
                s = socket.socket(socket.AF_UNIX); s.settimeout(2); s.connect(path); return True
            def dials(host, port):
                socket.create_connection((host, port), 2).close(); return True
            def runs(*command):
                return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
            def finds(name):
                for top, folders, files in os.walk('/'):
                    if top == '/': folders.remove('proc')
                    if name in files: return True
                return False
            def foreign():
                own = os.getuid()
                return any(os.stat('/proc/' + p).st_uid not in (own, 65534)
                           for p in os.listdir('/proc') if p.isdigit())
            def victims():
                return any(os.readlink('/proc/%s/fd/%s' % (p, f)).startswith(('/tmp/hw-', '/run/hand'))
                           for p in os.listdir('/proc') if p.isdigit()
                           for f in fds('/proc/%s/fd' % p))
            def fds(folder):
                try: return os.listdir(folder)
                except OSError: return []
            def traces():
                return libc.ptrace(16, victim, 0, 0) == 0
            def mounts():
                return libc.mount(b'none', b'/mnt', b'tmpfs', 0, None) == 0
            def packet():
                socket.socket(socket.AF_PACKET, socket.SOCK_RAW); return True

            attacks = {
                'read the secret': lambda: opens(secret),
                'find the secret': lambda: finds(os.path.basename(secret)),
                'list the runtime folder': lambda: os.listdir(runtime) is not None,
                'speak to the launcher': lambda: speaks(runtime + '/launcher.sock'),
                'speak to the other screen': lambda: speaks(other + '/io/vnc'),
                'speak to the other display': lambda: speaks(other + '/io/x/X0'),
                'read the other state': lambda: opens(other + '/state.json'),
                'read the other home': lambda: os.listdir(other + '/home') is not None,
                'climb through a process': lambda: os.listdir('/proc/1/root' + other) is not None,
                'see processes of others': foreign,
                'hold a file of the host': victims,
                'signal the other': lambda: os.kill(victim, 0) is None,
                'trace the other': traces,
                'mount': mounts,
                'mount in a namespace': lambda: runs('unshare', '-Urm', 'mount', '/dev/vda', '/mnt'),
                'open the disk': lambda: opens('/dev/vda') or opens('/dev/sda'),
                'open the memory': lambda: opens('/dev/mem'),
                'make a device': lambda: os.mknod('/tmp/d', 0o60600, os.makedev(254, 0)) is None,
                'set the kernel': lambda: os.open('/proc/sys/kernel/hostname', os.O_WRONLY) >= 0,
                'read the firewall': lambda: runs('/usr/sbin/nft', 'list', 'ruleset'),
                'open the firewall': lambda: runs('unshare', '-Ur', '/usr/sbin/nft', 'flush', 'ruleset'),
                'sniff': packet,
                'dial the host': lambda: dials('10.0.2.2', port) or dials('127.0.0.1', port),
                'leave the control group': lambda: os.listdir('/sys/fs/cgroup') is not None,
                'become root': lambda: os.setuid(0) is None,
                'write a program': lambda: os.open('/usr/bin/evil', os.O_CREAT | os.O_WRONLY) >= 0,
                'change the session': lambda: os.open('/run/library/session.sh', os.O_WRONLY) >= 0,
                'replace the socket': lambda: os.unlink('/run/room/vnc') is None,
                'replace the display': lambda: os.unlink('/tmp/.X11-unix/X0') is None,
            }
            for name, attack in attacks.items():
                try:
                    if attack(): print('could', name)
                except (OSError, subprocess.SubprocessError):
                    pass
            print('tried', len(attacks))
            """;

    @Test
    void nothingOfTheHostOrOfAnotherDesktopIsReached() throws Exception {
        var data = Files.createTempDirectory(Path.of("/tmp"), "hw-data-");
        try (var rooms = new LaunchedRooms();
                var server = IsolationIT.listen("127.0.0.1");
                var victim = new TriedDesktop(rooms);
                var attacker = new TriedDesktop(rooms)) {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            var secret = Files.writeString(data.resolve("server.keys"), "secret");
            var state = victim.state();

            var told =
                    attacker.inside(
                            "/usr/bin/python3",
                            "-c",
                            ATTACKS,
                            rooms.settings.runtime().toString(),
                            rooms.settings.rooms().resolve(state.id().value()).toString(),
                            secret.toString(),
                            String.valueOf(state.main().orElseThrow().pid()),
                            String.valueOf(server.getLocalPort()));

            assertThat(told.output().lines()).containsExactly("tried 29");
            victim.screen.barrier();
            assertThat(victim.state().isAlive()).isTrue();
        } finally {
            Rooms.delete(data);
        }
    }

    @Test
    void aRoomsFoldersAreClosedToOtherUsersOfTheHost() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            var room = rooms.settings.rooms().resolve(desktop.id.value()).toString();
            for (var path : List.of(room + "/io/vnc", room + "/io/x/X0")) {
                assertThat(Files.exists(Path.of(path))).as(path).isTrue();
                assertThat(asNobody("test", "-e", path)).as(path).isNotZero();
            }
            assertThat(asNobody("ls", room + "/home")).isNotZero();
            assertThat(asNobody("ls", rooms.settings.rooms().toString())).isNotZero();
        }
    }

    private static int asNobody(String... command) throws Exception {
        var all = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return Command.tryRun(
                        Stream.concat(all.stream(), List.of(command).stream())
                                .toArray(String[]::new))
                .exit();
    }
}
