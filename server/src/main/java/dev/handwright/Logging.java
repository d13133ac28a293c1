package dev.handwright;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log: standard error, text or JSON, with request id and run id where there are any.
 */
final class Logging {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} %msg"
                    + "%replace( run=%X{run_id}){' run=$', ''}"
                    + "%replace( request=%X{request_id}){' request=$', ''}%n";

    /** What db-scheduler says as errors and we say in our own words: bad input, a database away. */
    private static final List<String> UNHEARD =
            List.of("task.schedule.CronSchedule", "RunUntilShutdown", "RunAndLogErrors");

    private Logging() {}

    static void configure(Config.Log settings) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var encoder = encoder(settings.format(), context);
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        UNHEARD.forEach(it ->
                context.getLogger("com.github.kagkarlsson.scheduler." + it).setLevel(Level.OFF));
        context.getLogger("dev.handwright").setLevel(Level.valueOf(settings.level().name()));
    }

    private static Encoder<ILoggingEvent> encoder(Config.Log.Format format, LoggerContext context) {
        return switch (format) {
            case JSON -> {
                var encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithFormattedMessage(true);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithContext(false);
                encoder.start();
                yield encoder;
            }
            case TEXT -> {
                var encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern(PATTERN);
                encoder.start();
                yield encoder;
            }
        };
    }
}
