package dev.handwright.it;

import static dev.handwright.it.TortureHistory.text;

import dev.handwright.it.TortureHistory.Entry;
import dev.handwright.it.TorturePage.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of the runs after everything was killed; all faults as sentences. */
final class TortureChecks {
    /** From a click that a run has made to its arrival at the page, on a busy machine. */
    private static final int ON_THE_WAY_MILLIS = 3000;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final TortureLoad load;
    private final TorturePage page;
    private final TortureHistory history;
    private final Set<String> killedRooms;

    /**
     * @param killedRooms what was killed besides servers, and may be missed by who was in it
     */
    TortureChecks(
            TortureLoad load, TorturePage page, TortureHistory history, Set<String> killedRooms) {
        this.load = load;
        this.page = page;
        this.history = history;
        this.killedRooms = killedRooms;
    }

    /** What is not as it must be. */
    List<String> faults() {
        runs();
        events();
        for (var table : List.of("run_call", "run_place")) {
            var count = history.rows("select count(*) as n from " + table).getFirst().get("n");
            if (!"0".equals(String.valueOf(count))) {
                faults.add("%s rows are left in %s".formatted(count, table));
            }
        }
        return faults;
    }

    /** How many runs ended in which way. */
    Map<String, Integer> ends() {
        return ends;
    }

    private void runs() {
        var names = new HashMap<String, String>();
        load.acknowledged.forEach((name, id) -> names.put(id, name));
        var all = history.all();
        for (var row : history.rows("select * from run")) {
            var id = text(row, "id");
            var name = names.remove(id);
            ends.merge(text(row, "status") + " " + text(row, "error_type"), 1, Integer::sum);
            if (name == null) {
                faults.add("run %s was started and not acknowledged".formatted(id));
            } else {
                var ran = new Ran(name, row, all.getOrDefault(id, List.of()), page.of(name));
                ran.faults(killedRooms)
                        .forEach(it -> faults.add("run %s %s %s".formatted(name, id, it)));
            }
        }
        names.forEach((id, _) -> faults.add("run %s was acknowledged and is gone".formatted(id)));
    }

    /** What is known of one run. */
    private record Ran(
            String name,
            Map<String, Object> row,
            List<Entry> history,
            List<Submission> submissions) {
        List<String> faults(Set<String> killedRooms) {
            return Stream.of(
                            statuses(), events(), order(), late(), completeness(), end(killedRooms))
                    .flatMap(it -> it)
                    .toList();
        }

        /** It is taken, perhaps taken over, and ends once; nothing of it is committed then. */
        private Stream<String> statuses() {
            var all = history.stream().map(Entry::what).collect(Collectors.joining(" "));
            return fault(
                    all.matches(
                            "(event running|running event)( running| place)*"
                                    + "( (completed|failed) event| event (completed|failed))"),
                    "has the history " + history);
        }

        private Stream<String> events() {
            var told = more("event").toList();
            var end = text(row, "status").equals("completed") ? "success" : "failed";
            return fault(told.equals(List.of("processing", end)), "has told " + told);
        }

        /** Each page counts from 1, and nobody goes back to one that was left for another. */
        private Stream<String> order() {
            var expected = new ArrayList<Integer>();
            var pages = new ArrayList<String>();
            for (var submission : submissions) {
                if (pages.isEmpty() || !pages.getLast().equals(submission.page())) {
                    pages.add(submission.page());
                    expected.clear();
                }
                expected.add(submission.number());
                if (submission.number() != expected.size()
                        || submission.number() > TortureLoad.SUBMISSIONS) {
                    return Stream.of("has submitted out of order: " + submissions);
                }
            }
            return Stream.concat(
                    fault(
                            Set.copyOf(pages).size() == pages.size(),
                            "has gone back to a page: " + submissions),
                    fault(
                            pages.size() <= Math.max(1, desktops().size()),
                            "has submitted on %d pages, on the desktops %s"
                                    .formatted(pages.size(), desktops())));
        }

        private Stream<String> late() {
            var end = row.get("finished_at") instanceof Number at ? at.longValue() : Long.MAX_VALUE;
            var latest = Instant.ofEpochMilli(end).plusMillis(ON_THE_WAY_MILLIS);
            return fault(
                    submissions.stream().noneMatch(it -> it.at().isAfter(latest)),
                    "has submitted after its end at " + end + ": " + submissions);
        }

        private Stream<String> completeness() {
            return fault(
                    !text(row, "status").equals("completed")
                            || (!submissions.isEmpty()
                                    && submissions.getLast().number() == TortureLoad.SUBMISSIONS),
                    "has completed with " + submissions);
        }

        /** By the rules of docs/guides/when-the-server-dies.md. */
        private Stream<String> end(Set<String> killedRooms) {
            var sandboxes = rooms("sbx_");
            boolean allowed =
                    switch (text(row, "status") + " " + text(row, "error_type")) {
                        case "completed null" -> true;
                        case "failed killed", "failed crashed" ->
                                sandboxes.stream().anyMatch(killedRooms::contains);
                        case "failed desktop_lost" ->
                                !TortureLoad.beginsAnew(name)
                                        && (desktops().stream().anyMatch(killedRooms::contains)
                                                || more("running").distinct().count() > 1);
                        default -> false;
                    };
            return fault(
                    allowed && (TortureLoad.beginsAnew(name) || desktops().size() <= 1),
                    "is %s, %s: %s; of its rooms %s were killed; its history is %s"
                            .formatted(
                                    text(row, "status"),
                                    text(row, "error_type"),
                                    text(row, "error"),
                                    rooms("").stream().filter(killedRooms::contains).toList(),
                                    history));
        }

        private List<String> desktops() {
            return rooms("dsk_");
        }

        private List<String> rooms(String prefix) {
            return more("place")
                    .flatMap(it -> Stream.of(it.split(" ")))
                    .filter(it -> !it.isEmpty() && it.startsWith(prefix))
                    .distinct()
                    .toList();
        }

        private Stream<String> more(String what) {
            return history.stream().filter(it -> it.what().equals(what)).map(Entry::more);
        }

        private static Stream<String> fault(boolean holds, String otherwise) {
            return holds ? Stream.of() : Stream.of(otherwise);
        }
    }

    private void events() {
        var arrived =
                load.receiver.posts().stream()
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.headers().getOrDefault("webhook-id", "")));
        for (var event :
                history.rows("select id, status, state, body from webhook_event order by id")) {
            var id = text(event, "id");
            var state = text(event, "state");
            var posts = arrived.getOrDefault(id, List.of());
            boolean superseded =
                    state.equals("superseded") && text(event, "status").equals("processing");
            if (!state.equals("delivered") && !superseded) {
                faults.add("event %s is %s".formatted(id, state));
            }
            if (posts.isEmpty() && !superseded) {
                faults.add("event %s is %s and never arrived".formatted(id, state));
            }
            if (posts.stream().anyMatch(it -> !it.text().equals(text(event, "body")))) {
                faults.add("event %s arrived with other bytes than were written".formatted(id));
            }
        }
    }
}
