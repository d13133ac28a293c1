package dev.handwright.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads from outside what a server and its launcher hold at this moment. */
final class SoakGauge {
    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final List<String> UNDER_WAY =
            List.of("run_call", "run_place", "film", "desktop");

    private final RealServer server;
    private final Leftovers users;
    private final long launcher;

    SoakGauge(RealServer server, Leftovers users) {
        this.server = server;
        this.users = users;
        this.launcher =
                ProcessHandle.current()
                        .children()
                        .map(ProcessHandle::pid)
                        .filter(it -> read(it, "cmdline").contains("Main\0launcher\0"))
                        .findFirst()
                        .orElseThrow();
    }

    Map<SoakQuantity, Long> sample() throws IOException, InterruptedException, SQLException {
        var found = new EnumMap<SoakQuantity, Long>(SoakQuantity.class);
        found.put(SoakQuantity.SERVER_HEAP, heap(server.pid()));
        found.put(SoakQuantity.SERVER_RSS, status(server.pid(), "VmRSS"));
        found.put(SoakQuantity.SERVER_FILES, files(server.pid()));
        found.put(SoakQuantity.SERVER_THREADS, status(server.pid(), "Threads"));
        found.put(SoakQuantity.LAUNCHER_HEAP, heap(launcher));
        found.put(SoakQuantity.LAUNCHER_RSS, status(launcher, "VmRSS"));
        found.put(SoakQuantity.LAUNCHER_FILES, files(launcher));
        found.put(SoakQuantity.LAUNCHER_THREADS, status(launcher, "Threads"));
        rooms(found);
        found.put(SoakQuantity.RUNTIME, disk(server.folder().resolve("run")));
        found.put(SoakQuantity.DATA, disk(server.data()));
        rows(found);
        return found;
    }

    private void rooms(Map<SoakQuantity, Long> found) {
        var seen = new HashSet<Long>();
        long processes = 0;
        for (var process : ProcessHandle.allProcesses().toList()) {
            long uid = status(process.pid(), "Uid");
            if (uid >= users.first() && uid <= users.last()) {
                seen.add(uid);
                processes++;
            }
        }
        found.put(SoakQuantity.ROOM_USERS, (long) seen.size());
        found.put(SoakQuantity.ROOM_PROCESSES, processes);
    }

    private void rows(Map<SoakQuantity, Long> found) throws SQLException {
        var url = "jdbc:sqlite:" + server.data().resolve("handwright.db");
        long left = 0;
        long underWay = 0;
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            var tables = new ArrayList<String>();
            try (var names =
                    statement.executeQuery("select name from sqlite_master where type = 'table'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (var table : tables) {
                try (var rows = statement.executeQuery("select count(*) from \"" + table + '"')) {
                    rows.next();
                    if (UNDER_WAY.contains(table)) {
                        underWay += rows.getLong(1);
                    } else {
                        left += rows.getLong(1);
                    }
                }
            }
        }
        found.put(SoakQuantity.ROWS, left);
        found.put(SoakQuantity.ROWS_UNDER_WAY, underWay);
    }

    /** In KiB, without what is garbage. */
    private static long heap(long pid) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        output(jcmd, "" + pid, "GC.run");
        long used =
                HEAP.matcher(output(jcmd, "" + pid, "GC.heap_info"))
                        .results()
                        .mapToLong(it -> Long.parseLong(it.group(1)))
                        .sum();
        if (used == 0) {
            throw new AssertionError("jcmd tells no heap of process " + pid);
        }
        return used;
    }

    /** In KiB, without what is mounted there; files may go while they are counted. */
    private static long disk(Path folder) throws IOException, InterruptedException {
        return Long.parseLong(output("du", "-skx", folder.toString()).split("\\s")[0]);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static long files(long pid) throws IOException {
        try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    /** The first number behind the name; -1 where the process has ended meanwhile. */
    private static long status(long pid, String name) {
        return read(pid, "status")
                .lines()
                .filter(it -> it.startsWith(name + ":"))
                .map(it -> Long.parseLong(it.split("\\s+")[1]))
                .findFirst()
                .orElse(-1L);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isPresent()) {
                throw new UncheckedIOException(e);
            }
            return "";
        }
    }
}
