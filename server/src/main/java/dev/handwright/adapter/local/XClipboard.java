package dev.handwright.adapter.local;

import dev.handwright.desktops.Clipboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;

/** The selection that X11 programs call CLIPBOARD. */
final class XClipboard implements Clipboard {
    private static final String UTF8 = "UTF8_STRING";
    private static final String PNG = "image/png";

    private final XSelection selection;
    private final XOffer offer;

    XClipboard(XConnection connection) throws IOException {
        selection = new XSelection(connection);
        offer = new XOffer(connection, selection.window());
    }

    @Override
    public synchronized Optional<Content> read() throws ClipboardRefused, InterruptedException {
        try {
            var text = selection.take(UTF8, TEXT_LIMIT);
            if (text.isPresent()) {
                return Optional.of(
                        new Content.Text(new String(text.get(), StandardCharsets.UTF_8)));
            }
            return selection.take(PNG, PICTURE_LIMIT).map(Content.Picture::new);
        } catch (XSelection.Unfit e) {
            throw new ClipboardRefused("the clipboard " + e.getMessage());
        } catch (IOException e) {
            throw silent(e);
        }
    }

    @Override
    public synchronized void write(Content content) {
        var forms = new LinkedHashMap<String, byte[]>();
        switch (content) {
            case Content.Text(var text) -> {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                forms.put(UTF8, bytes);
                forms.put("text/plain;charset=utf-8", bytes);
                forms.put("text/plain", bytes);
                forms.put("STRING", text.getBytes(StandardCharsets.ISO_8859_1));
            }
            case Content.Picture(var png) -> forms.put(PNG, png);
        }
        try {
            offer.put(forms);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private static UncheckedIOException silent(IOException e) {
        return new UncheckedIOException("the desktop's clipboard cannot be asked", e);
    }
}
