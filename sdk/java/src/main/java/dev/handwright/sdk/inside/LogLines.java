package dev.handwright.sdk.inside;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Makes java.util.logging write to the run's log, each line marked with its level as the supervisor
 * expects it. Named in the property java.util.logging.config.class, so it costs nothing unless
 * used.
 */
public final class LogLines {
    public LogLines() {
        var root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(new Marked());
    }

    private static final class Marked extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            var text = new StringBuilder(record.getLoggerName() + ": ");
            text.append(formatter.formatMessage(record));
            var lines = new StringBuilder();
            var level = level(record.getLevel());
            text.toString()
                    .lines()
                    .forEach(line ->
                            lines.append('\u001e')
                                    .append(level)
                                    .append('\u001f')
                                    .append(line)
                                    .append('\n'));
            System.out.append(lines).flush();
            if (record.getThrown() != null) {
                Sentences.print(record.getThrown(), System.err);
            }
        }

        private static String level(Level level) {
            int value = level.intValue();
            if (value >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (value >= Level.WARNING.intValue()) {
                return "WARNING";
            }
            return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }

        @Override
        public void flush() {
            System.out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
