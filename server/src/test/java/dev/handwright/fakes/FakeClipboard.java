package dev.handwright.fakes;

import dev.handwright.desktops.Clipboard;
import java.util.Optional;

/** A clipboard that holds what it was given. */
public final class FakeClipboard implements Clipboard {
    public Optional<Content> content = Optional.empty();

    @Override
    public Optional<Content> read() {
        return content;
    }

    @Override
    public void write(Content content) {
        this.content = Optional.of(content);
    }
}
