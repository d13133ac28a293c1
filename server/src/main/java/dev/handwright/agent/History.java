package dev.handwright.agent;

import dev.handwright.agent.Turn.Answered;
import dev.handwright.agent.Turn.Done;
import dev.handwright.agent.Turn.Result;
import dev.handwright.agent.Turn.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conversation of one execute. It holds a bounded number of pictures: when there would be more,
 * the oldest are left out until half of them remain.
 */
final class History {
    private final int most;
    private final List<Turn> turns = new ArrayList<>();

    /**
     * @param most pictures, at least 2
     */
    History(int most) {
        this.most = most;
    }

    void add(Turn turn) {
        turns.add(turn);
        if (turns.stream().mapToInt(History::pictures).sum() > most) {
            leaveOut();
        }
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    /** Of the newest turn, which no model has seen yet, as much as may be is kept. */
    private void leaveOut() {
        int newer = 0;
        for (int i = turns.size() - 1; i >= 0; i--) {
            var turn = turns.get(i);
            int room = newer == 0 ? most : Math.max(0, most / 2 - newer);
            if (pictures(turn) > room) {
                turns.set(i, newest(turn, room));
            }
            newer += pictures(turn);
        }
        turns.replaceAll(
                it -> it instanceof Answered(var reply, _) ? new Answered(reply, true) : it);
    }

    private static int pictures(Turn turn) {
        return switch (turn) {
            case Told told -> told.shot().isPresent() ? 1 : 0;
            case Done done -> {
                var asked = done.results().stream().filter(it -> it.png().isPresent()).count();
                yield (int) asked + (done.shot().isPresent() ? 1 : 0);
            }
            case Answered _ -> 0;
        };
    }

    /** A turn with its newest pictures only: the screen, then the last that were asked for. */
    private static Turn newest(Turn turn, int pictures) {
        return switch (turn) {
            case Told(var text, _) -> new Told(text, Optional.empty());
            case Done(var results, var shot) -> {
                var kept = pictures > 0 ? shot : Optional.<Shot>empty();
                int room = pictures - (kept.isPresent() ? 1 : 0);
                var fewer = new ArrayList<Result>();
                for (var result : results.reversed()) {
                    boolean out = result.png().isPresent() && --room < 0;
                    fewer.addFirst(out ? withoutPicture(result) : result);
                }
                yield new Done(fewer, kept);
            }
            case Answered answered -> answered;
        };
    }

    private static Result withoutPicture(Result result) {
        var text = (result.text() + "\n(Its picture is left out to save room.)").strip();
        return new Result(result.call(), result.ok(), text, Optional.empty());
    }
}
