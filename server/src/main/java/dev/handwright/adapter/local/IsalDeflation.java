package dev.handwright.adapter.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.handwright.tools.Deflation;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * With Intel's ISA-L, which is about four times as fast as zlib on pixels and writes a fifth more;
 * Debian has it as libisal2. docs/adr/0103 has the figures.
 *
 * @see <a href="https://github.com/intel/isa-l/blob/v2.30.0/include/igzip_lib.h">igzip_lib.h</a>
 */
@SuppressWarnings("restricted") // native code: a few calls with buffers of our own
final class IsalDeflation implements Deflation {
    private static final String LIBRARY = "libisal.so.2";

    /**
     * Codes made for the data, as zlib's; level 0 has none, and its files are half as large again.
     */
    private static final int LEVEL = 1;

    private static final short SYNC_FLUSH = 1;

    /** {@code ISAL_DEF_LVL1_DEFAULT}, in bytes. */
    private static final int LEVEL_BUFFER = 282_624;

    /** {@code sizeof(struct isal_zstream)} is 82,384; what lies within it is the library's own. */
    private static final int STREAM = 1 << 17;

    private static final long NEXT_IN = 0;
    private static final long AVAIL_IN = 8;
    private static final long NEXT_OUT = 16;
    private static final long AVAIL_OUT = 24;
    private static final long AT_LEVEL = 40;
    private static final long LEVEL_BUFFER_SIZE = 44;
    private static final long AT_LEVEL_BUFFER = 48;
    private static final long END_OF_STREAM = 56;
    private static final long FLUSH = 58;

    private static final long CACHE_LINE = 64;

    /** In bytes; data of more goes through it in pieces. */
    private static final int ROOM = 1 << 17;

    /** Streams that are kept; each has 0.7 MB, which would be cleared anew for each picture. */
    private static final int KEPT = 4;

    private final Queue<IsalStream> free = new ArrayBlockingQueue<>(KEPT);
    private final Prepare init;
    private final Prepare reset;
    private final Deflate deflate;

    private IsalDeflation(SymbolLookup library) {
        var nothing = FunctionDescriptor.ofVoid(ADDRESS);
        init = function(Prepare.class, library, "isal_deflate_init", nothing);
        reset = function(Prepare.class, library, "isal_deflate_reset", nothing);
        var status = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        deflate = function(Deflate.class, library, "isal_deflate", status);
    }

    /** {@code void f(struct isal_zstream *)}. */
    public interface Prepare {
        void call(MemorySegment stream);
    }

    /** {@code int f(struct isal_zstream *)}; 0 when all went well. */
    public interface Deflate {
        int call(MemorySegment stream);
    }

    private static <T> T function(
            Class<T> type, SymbolLookup library, String name, FunctionDescriptor shape) {
        var handle = Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
        return MethodHandleProxies.asInterfaceInstance(type, handle);
    }

    /** Empty where the library is not installed. Takes a tenth of a second the first time. */
    static Optional<IsalDeflation> load() {
        try {
            return Optional.of(
                    new IsalDeflation(SymbolLookup.libraryLookup(LIBRARY, Arena.global())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Stream open() {
        var kept = free.poll();
        return kept == null ? new IsalStream() : kept;
    }

    private final class IsalStream implements Stream {
        private final Arena arena = Arena.ofAuto(); // threads use it one after the other
        private final MemorySegment stream = arena.allocate(STREAM, CACHE_LINE);
        private final MemorySegment in = arena.allocate(ROOM, CACHE_LINE);
        private final MemorySegment out = arena.allocate(ROOM, CACHE_LINE);

        IsalStream() {
            init.call(stream);
            stream.set(JAVA_INT, AT_LEVEL, LEVEL);
            stream.set(JAVA_INT, LEVEL_BUFFER_SIZE, LEVEL_BUFFER);
            stream.set(ADDRESS, AT_LEVEL_BUFFER, arena.allocate(LEVEL_BUFFER, CACHE_LINE));
        }

        @Override
        public byte[] deflate(byte[] data, int length) {
            reset.call(stream);
            stream.set(JAVA_SHORT, END_OF_STREAM, (short) 0);
            stream.set(JAVA_SHORT, FLUSH, SYNC_FLUSH);
            var deflated = new ByteArrayOutputStream(length / 4);
            for (int from = 0; from < length; from += ROOM) {
                int part = Math.min(ROOM, length - from);
                MemorySegment.copy(data, from, in, JAVA_BYTE, 0, part);
                stream.set(ADDRESS, NEXT_IN, in);
                stream.set(JAVA_INT, AVAIL_IN, part);
                drain(deflated);
            }
            return deflated.toByteArray();
        }

        /** Until all is taken in and written: the library then leaves room. */
        private void drain(ByteArrayOutputStream deflated) {
            int left;
            do {
                stream.set(ADDRESS, NEXT_OUT, out);
                stream.set(JAVA_INT, AVAIL_OUT, ROOM);
                int failed = deflate.call(stream);
                left = stream.get(JAVA_INT, AVAIL_OUT);
                boolean rest = left != 0 && stream.get(JAVA_INT, AVAIL_IN) != 0;
                if (failed != 0 || rest || left < 0 || left > ROOM) {
                    throw new IllegalStateException("isal_deflate ended with " + failed);
                }
                deflated.writeBytes(out.asSlice(0, ROOM - left).toArray(JAVA_BYTE));
            } while (left == 0);
        }

        @Override
        public void close() {
            var _ = free.offer(this);
        }
    }
}
