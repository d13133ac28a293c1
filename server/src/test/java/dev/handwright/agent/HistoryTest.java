package dev.handwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.agent.Turn.Done;
import dev.handwright.agent.Turn.Result;
import dev.handwright.agent.Turn.Told;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is left out so that a request holds no more pictures than it may. */
final class HistoryTest {
    private static final Optional<Shot> SHOT = Optional.of(new Shot(new byte[1], 1, 1, "f"));
    private static final Result ZOOM = new Result("c", true, "Done.", Optional.of(new byte[1]));

    private final History history = new History(4);

    @Test
    void picturesOfPartsCountAndTheNewestStay() {
        history.add(new Told("Go", SHOT));
        for (int i = 0; i < 10; i++) {
            history.add(new Done(List.of(ZOOM), SHOT));
            assertThat(pictures()).isBetween(2L, 4L);
            assertThat(history.turns().getLast()).isEqualTo(new Done(List.of(ZOOM), SHOT));
        }
    }

    @Test
    void oneTurnWithTooManyKeepsTheScreenAndTheLastOnes() {
        history.add(new Told("Go", SHOT));
        history.add(new Done(Collections.nCopies(6, ZOOM), SHOT));
        assertThat(pictures()).isEqualTo(4);
        var last = (Done) history.turns().getLast();
        assertThat(last.shot()).isEqualTo(SHOT);
        assertThat(last.results())
                .extracting(it -> it.png().isPresent())
                .containsExactly(false, false, false, true, true, true);
        assertThat(last.results().getFirst().text()).contains("left out");
    }

    private long pictures() {
        return history.turns().stream().flatMap(HistoryTest::pictures).count();
    }

    private static Stream<?> pictures(Turn turn) {
        return switch (turn) {
            case Told told -> told.shot().stream();
            case Done done ->
                    Stream.concat(
                            done.shot().stream(),
                            done.results().stream().flatMap(it -> it.png().stream()));
            case Turn.Answered _ -> Stream.empty();
        };
    }
}
