package dev.handwright.agent;

import dev.handwright.agent.Turn.Answered;
import dev.handwright.agent.Turn.Done;
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
        if (turns.stream().filter(History::hasShot).count() > most) {
            leaveOut();
        }
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    private void leaveOut() {
        int kept = 0;
        boolean edited = false;
        for (int i = turns.size() - 1; i >= 0; i--) {
            var turn = turns.get(i);
            if (hasShot(turn) && ++kept > most / 2) {
                turns.set(i, withoutShot(turn));
                edited = true;
            }
        }
        if (edited) {
            turns.replaceAll(
                    it -> it instanceof Answered(var reply, _) ? new Answered(reply, true) : it);
        }
    }

    private static boolean hasShot(Turn turn) {
        return switch (turn) {
            case Told told -> told.shot().isPresent();
            case Done done -> done.shot().isPresent();
            case Answered _ -> false;
        };
    }

    private static Turn withoutShot(Turn turn) {
        return switch (turn) {
            case Told(var text, _) -> new Told(text, Optional.empty());
            case Done(var results, _) -> new Done(results, Optional.empty());
            case Answered answered -> answered;
        };
    }
}
