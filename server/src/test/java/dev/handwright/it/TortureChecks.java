package dev.handwright.it;

import dev.handwright.adapter.sql.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must hold after everything was killed, with the server stopped; all faults as sentences. */
final class TortureChecks {
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final TortureLoad load;
    private final TorturePage page;
    private final RealServer server;

    TortureChecks(RealServer server, TortureLoad load, TorturePage page) {
        this.server = server;
        this.load = load;
        this.page = page;
    }

    /**
     * @param roomsKilled how many runs may have failed for want of their sandbox or desktop
     * @return what is not as it must be
     */
    List<String> faults(int roomsKilled, Leftovers users) {
        try (var database = new Database(server.folder().resolve("data/handwright.db"))) {
            runs(rows(database, "select id, status, error_type, error from run"), roomsKilled);
            events(
                    rows(
                            database,
                            "select id, run_id, seq, status, state, body, created_at"
                                    + " from webhook_event order by created_at, id"));
            for (var table : List.of("run_call", "run_place")) {
                rowsLeft(database, table);
            }
        }
        filesLeft();
        faults.addAll(users.of(server.folder().resolve("run")));
        return faults;
    }

    /** How many runs ended in which way. */
    Map<String, Integer> ends() {
        return ends;
    }

    private void runs(List<Map<String, Object>> runs, int roomsKilled) {
        var names = new HashMap<String, String>();
        load.acknowledged.forEach((name, id) -> names.put(id, name));
        int failed = 0;
        for (var run : runs) {
            var id = text(run, "id");
            var status = text(run, "status");
            var name = names.remove(id);
            ends.merge(status + " " + text(run, "error_type"), 1, Integer::sum);
            if (name == null) {
                faults.add("run %s was started and not acknowledged".formatted(id));
                continue;
            }
            int seen = page.submissions(name);
            if (status.equals("completed") && seen != TortureLoad.SUBMISSIONS) {
                faults.add("run %s has completed with %d submissions".formatted(id, seen));
            }
            if (seen > TortureLoad.SUBMISSIONS) {
                faults.add("run %s has submitted %d times".formatted(id, seen));
            }
            if (status.equals("queued") || status.equals("running")) {
                faults.add("run %s is still %s".formatted(id, status));
            } else if (!status.equals("completed")) {
                failed++;
            }
        }
        names.forEach((id, _) -> faults.add("run %s was acknowledged and is gone".formatted(id)));
        if (failed > roomsKilled) {
            faults.add(
                    "%d runs have failed, %d rooms were killed: %s"
                            .formatted(failed, roomsKilled, errors(runs)));
        }
    }

    private static List<String> errors(List<Map<String, Object>> runs) {
        return runs.stream()
                .filter(it -> it.get("error") != null)
                .map(it -> text(it, "id") + ": " + text(it, "error"))
                .toList();
    }

    private void events(List<Map<String, Object>> events) {
        var posts =
                load.receiver.posts().stream()
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.headers().getOrDefault("webhook-id", "")));
        var seen = new HashMap<String, List<String>>();
        for (var event : events) {
            var id = text(event, "id");
            seen.computeIfAbsent(text(event, "run_id"), _ -> new ArrayList<>())
                    .add(text(event, "seq"));
            var arrived = posts.getOrDefault(id, List.of());
            var state = text(event, "state");
            boolean end = text(event, "seq").equals("1");
            if (end || state.equals("delivered")) {
                if (arrived.isEmpty()) {
                    faults.add("event %s is %s and never arrived".formatted(id, state));
                }
            }
            if (arrived.stream().anyMatch(it -> !it.text().equals(text(event, "body")))) {
                faults.add("event %s arrived with other bytes than were written".formatted(id));
            }
            if (!state.equals("delivered") && (end || !state.equals("superseded"))) {
                faults.add("event %s is %s".formatted(id, state));
            }
        }
        for (var run : load.acknowledged.values()) {
            var order = seen.getOrDefault(run, List.of());
            if (!order.equals(List.of("0", "1"))) {
                faults.add("run %s has the events %s".formatted(run, order));
            }
        }
    }

    private void rowsLeft(Database database, String table) {
        var exists = rows(database, "select name from sqlite_master where name = '" + table + "'");
        if (!exists.isEmpty()) {
            var count = rows(database, "select count(*) as n from " + table).getFirst().get("n");
            if (!"0".equals(String.valueOf(count))) {
                faults.add("%s rows are left in %s".formatted(count, table));
            }
        }
    }

    private void filesLeft() {
        for (var name : List.of("data/films", "data/tmp", "run/rooms")) {
            var folder = server.folder().resolve(name);
            if (Files.exists(folder)) {
                try (var files = Files.list(folder)) {
                    files.forEach(it -> faults.add("left: " + it));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        ProcessHandle.allProcesses()
                .filter(it -> line(it.pid()).contains(server.folder().resolve("data").toString()))
                .forEach(it -> faults.add("left: process " + it.pid() + " " + line(it.pid())));
    }

    private static String line(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Map<String, Object>> rows(Database database, String sql) {
        return database.read(handle -> handle.createQuery(sql).mapToMap().list());
    }

    private static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.get(name));
    }
}
