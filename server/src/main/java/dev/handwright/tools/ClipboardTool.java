package dev.handwright.tools;

import dev.handwright.desktops.Clipboard;
import dev.handwright.desktops.Clipboard.Content;
import dev.handwright.desktops.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code clipboard}: what programs copied, and what they paste. */
public final class ClipboardTool implements Tool {
    private static final String IMAGE = "base64_image";

    /** A PNG begins with these eight bytes. */
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Signature, and a first chunk with the size: nothing shorter is a PNG. */
    private static final int SHORTEST = 33;

    private static final int WIDTH = 16;
    private static final int HEIGHT = 20;

    @Override
    public String name() {
        return "clipboard";
    }

    @Override
    public String description() {
        return "Read what was copied on the desktop, or put text or a PNG picture there for ctrl+v"
                + " to paste. To enter text, type it with the tool computer; that leaves the"
                + " clipboard as it is.";
    }

    @Override
    public List<String> actions() {
        return List.of("read", "write");
    }

    @Override
    public Map<String, Object> parameters(Scaling.Size seen) {
        return Schema.object(
                List.of("action"),
                Schema.ordered(
                        "action",
                        Schema.oneOf(
                                actions(),
                                """
                                What to do:
                                * read: what was copied, as text or else as a picture; neither where \
                                nothing was.
                                * write: put text or base64_image there.\
                                """),
                        "text",
                        Schema.text(
                                "For write: any text of at most %d bytes as UTF-8."
                                        .formatted(Clipboard.TEXT_LIMIT)),
                        IMAGE,
                        Schema.text(
                                "For write, instead of text: a PNG of at most %d bytes, in base64."
                                        .formatted(Clipboard.PICTURE_LIMIT))));
    }

    @Override
    public Step step(String action, Arguments given) throws ActionRefused {
        if (action.equals("read")) {
            return (session, toolbox) -> toolbox.inTurn(() -> read(session));
        }
        var content = content(given);
        return (session, toolbox) ->
                toolbox.acting(() -> {
                    session.screen().clipboard().write(content);
                    return Outcome.DONE;
                });
    }

    private static Outcome read(Session session) throws ActionRefused, InterruptedException {
        Optional<Content> content;
        try {
            content = session.screen().clipboard().read();
        } catch (Clipboard.ClipboardRefused e) {
            throw ActionRefused.now(e.getMessage() + "; copy something else and read again");
        }
        return switch (content.orElse(null)) {
            case null -> Outcome.DONE;
            case Content.Text(var text) -> Outcome.said(text);
            case Content.Picture(var png) -> Outcome.seen(picture(png));
        };
    }

    /** The program that copied it may have sent anything as a picture. */
    private static Picture picture(byte[] png) throws ActionRefused {
        if (!isPng(png)) {
            throw ActionRefused.now(
                    "the clipboard holds something that calls itself a PNG and is none; copy"
                            + " something else and read again");
        }
        var bytes = ByteBuffer.wrap(png);
        return new Picture(png, "image/png", "", bytes.getInt(WIDTH), bytes.getInt(HEIGHT), false);
    }

    private static Content content(Arguments given) throws ActionRefused {
        var text = given.text("text");
        var image = given.text(IMAGE);
        if (text.isPresent() == image.isPresent()) {
            throw new ActionRefused(
                    text.isPresent()
                            ? "text, base64_image: there are both; give one of them"
                            : "text: it is missing; give a text, or a PNG as base64_image");
        }
        return text.isPresent() ? text(text.get(), given) : image(image.orElseThrow(), given);
    }

    private static Content text(String text, Arguments given) throws ActionRefused {
        boolean half = text.codePoints().anyMatch(it -> it == 0 || isSurrogate(it));
        if (half) {
            throw given.refused("text", "holds U+0000 or half of a character; leave that out");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Clipboard.TEXT_LIMIT) {
            throw given.refused(
                    "text",
                    "is too long; at most %d bytes as UTF-8 fit".formatted(Clipboard.TEXT_LIMIT));
        }
        return new Content.Text(text);
    }

    private static boolean isSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static Content image(String base64, Arguments given) throws ActionRefused {
        byte[] png;
        try {
            png = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw given.refused(IMAGE, "is no base64; give the bytes of a PNG in base64");
        }
        if (png.length > Clipboard.PICTURE_LIMIT) {
            throw given.refused(
                    IMAGE, "is too large; at most %d bytes fit".formatted(Clipboard.PICTURE_LIMIT));
        }
        if (!isPng(png)) {
            throw given.refused(IMAGE, "is no PNG; give the bytes of a PNG in base64");
        }
        return new Content.Picture(png);
    }

    private static boolean isPng(byte[] bytes) {
        return bytes.length >= SHORTEST && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }
}
