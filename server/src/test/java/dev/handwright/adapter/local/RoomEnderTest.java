package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoomEnderTest {
    private static final RoomId ROOM = new RoomId("dsk_0123456789");

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void whatDoesNotEndIsTriedUntilItDoes() {
        var ender = new RoomEnder(_ -> failUntil(4), Duration.ofMillis(1));

        assertThatThrownBy(() -> ender.end(ROOM)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ender.end(ROOM)).isInstanceOf(IOException.class);

        Await.that(() -> tries.get() == 4);
    }

    @Test
    void aFaultOfOursIsTriedAgainAsWell() {
        var ender =
                new RoomEnder(
                        _ -> {
                            if (tries.incrementAndGet() < 3) {
                                throw new IllegalStateException("not foreseen");
                            }
                        },
                        Duration.ofMillis(1));

        assertThatThrownBy(() -> ender.end(ROOM)).isInstanceOf(IllegalStateException.class);

        Await.that(() -> tries.get() == 3);
    }

    @Test
    void whatEndsIsNotTriedAgain() throws IOException {
        new RoomEnder(_ -> failUntil(1), Duration.ofMillis(1)).end(ROOM);

        assertThat(tries).hasValue(1);
    }

    private void failUntil(int last) throws IOException {
        if (tries.incrementAndGet() < last) {
            throw new IOException("not yet");
        }
    }
}
