package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hands over to programs that paste what this server has put on the clipboard. */
final class XOffer {
    private static final int CHANGE_ATTRIBUTES = 2;
    private static final int CHANGE_PROPERTY = 18;
    private static final int SET_SELECTION_OWNER = 22;
    private static final int SEND_EVENT = 25;

    private static final int PROPERTY_NOTIFY = 28;
    private static final int SELECTION_CLEAR = 29;
    private static final int SELECTION_REQUEST = 30;
    private static final int SELECTION_NOTIFY = 31;

    private static final int EVENT_MASK = 1 << 11;
    private static final int PROPERTY_CHANGE = 1 << 22;
    private static final int ATOM = 4;
    private static final int DELETED = 1;

    /** More than this, in bytes, goes over in parts. */
    private static final int PART = 128 << 10;

    /** Most pastes in parts at a time; one that a program never finishes makes room. */
    private static final int MOST_TRANSFERS = 8;

    private final XConnection connection;
    private final int window;
    private final int clipboard;
    private final int targets;
    private final int incremental;
    private final Object lock = new Object();
    private Map<Integer, byte[]> forms = Map.of(); // guarded by lock
    private final Map<Place, Transfer> transfers = new LinkedHashMap<>(); // guarded by lock

    private record Place(int window, int property) {}

    /** What is still to be handed over, and its form. */
    private record Transfer(int form, ByteBuffer left) {}

    XOffer(XConnection connection, int window) throws IOException {
        this.connection = connection;
        this.window = window;
        clipboard = connection.atom("CLIPBOARD");
        targets = connection.atom("TARGETS");
        incremental = connection.atom("INCR");
        connection.listen(this::take);
    }

    /**
     * Offers something in several forms from now on.
     *
     * @param content by the form's name
     */
    void put(Map<String, byte[]> content) throws IOException {
        var named = new LinkedHashMap<Integer, byte[]>();
        for (var form : content.entrySet()) {
            named.put(connection.atom(form.getKey()), form.getValue());
        }
        synchronized (lock) {
            forms = named;
        }
        connection.send(
                new XRequest(SET_SELECTION_OWNER, 0).int32(window).int32(clipboard).int32(0));
        connection.sync();
    }

    private void take(ByteBuffer event) {
        try {
            synchronized (lock) {
                switch (event.get(0) & 0x7f) {
                    case SELECTION_REQUEST -> {
                        if (event.getInt(8) == window && event.getInt(16) == clipboard) {
                            answer(event);
                        }
                    }
                    case SELECTION_CLEAR -> {
                        if (event.getInt(8) == window) {
                            forms = Map.of();
                        }
                    }
                    case PROPERTY_NOTIFY -> {
                        var place = new Place(event.getInt(4), event.getInt(8));
                        var transfer = transfers.get(place);
                        if (event.get(16) == DELETED && transfer != null) {
                            sendPart(place, transfer);
                        }
                    }
                    default -> {}
                }
            }
        } catch (IOException e) {
            connection.close();
        }
    }

    private void answer(ByteBuffer request) throws IOException {
        int target = request.getInt(20);
        // Old programs name no property and mean that of the target's name.
        int property = request.getInt(24) == 0 ? target : request.getInt(24);
        var place = new Place(request.getInt(12), property);
        var content = Optional.ofNullable(forms.get(target));
        if (target == targets) {
            sendTargets(place);
        } else if (content.isPresent() && content.get().length > PART) {
            begin(place, target, content.get());
        } else if (content.isPresent()) {
            change(place, target, content.get());
        }
        boolean done = target == targets || content.isPresent();
        connection.send(
                new XRequest(SEND_EVENT, 0)
                        .int32(place.window())
                        .int32(0)
                        .int8(SELECTION_NOTIFY)
                        .int8(0)
                        .int16(0)
                        .int32(request.getInt(4))
                        .int32(place.window())
                        .int32(clipboard)
                        .int32(target)
                        .int32(done ? property : 0)
                        .zeros(8));
    }

    private void sendTargets(Place place) throws IOException {
        List<Integer> offered = new ArrayList<>(forms.keySet());
        offered.add(targets);
        var request =
                new XRequest(CHANGE_PROPERTY, 0)
                        .int32(place.window())
                        .int32(place.property())
                        .int32(ATOM)
                        .int8(32)
                        .zeros(3)
                        .int32(offered.size());
        offered.forEach(request::int32);
        connection.send(request);
    }

    private void begin(Place place, int form, byte[] content) throws IOException {
        if (transfers.size() == MOST_TRANSFERS) {
            transfers.remove(transfers.keySet().iterator().next());
        }
        transfers.put(place, new Transfer(form, ByteBuffer.wrap(content)));
        connection.send(
                new XRequest(CHANGE_ATTRIBUTES, 0)
                        .int32(place.window())
                        .int32(EVENT_MASK)
                        .int32(PROPERTY_CHANGE));
        connection.send(
                new XRequest(CHANGE_PROPERTY, 0)
                        .int32(place.window())
                        .int32(place.property())
                        .int32(incremental)
                        .int8(32)
                        .zeros(3)
                        .int32(1)
                        .int32(content.length));
    }

    /** The next part, as the last one was taken; the end is a part without bytes. */
    private void sendPart(Place place, Transfer transfer) throws IOException {
        var part = new byte[Math.min(PART, transfer.left().remaining())];
        transfer.left().get(part);
        change(place, transfer.form(), part);
        if (part.length == 0) {
            transfers.remove(place);
        }
    }

    private void change(Place place, int type, byte[] content) throws IOException {
        connection.send(
                new XRequest(CHANGE_PROPERTY, 0)
                        .int32(place.window())
                        .int32(place.property())
                        .int32(type)
                        .int8(8)
                        .zeros(3)
                        .int32(content.length)
                        .bytes(content));
    }
}
