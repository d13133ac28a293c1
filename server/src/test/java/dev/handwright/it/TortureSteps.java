package dev.handwright.it;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * Stops a running server at a named step, as a debugger does: the program itself knows nothing of
 * being tortured. A step is the beginning of a method that comes right after something was
 * committed, or right before.
 */
final class TortureSteps {
    /** A method by its class below {@code dev.handwright} and its name. */
    static final List<String> STEPS =
            List.of(
                    "runs.RunQueue.take",
                    "worker.RunExecution.execute",
                    "runs.RunSecrets.open",
                    "worker.DesktopWorkplaces.open",
                    "worker.DesktopWorkplaces.film",
                    "worker.Worker.resume",
                    "worker.Journal.put",
                    "worker.Journal.earlier",
                    "adapter.local.LocalSandboxHost.start",
                    "adapter.local.SandboxLink.handOver",
                    "worker.ToldCalls.call",
                    "worker.Journal.intend",
                    "worker.Journal.answer",
                    "edge.rpc.RunRpc.call",
                    "adapter.local.FrameStream.send",
                    "worker.RunOutputs.collect",
                    "worker.RunOutputs.keepRecording",
                    "adapter.local.FilmParts.join",
                    "worker.RunExecution.end",
                    "adapter.sql.SqlRunStore.end",
                    "adapter.sql.SqlJournalStore.add",
                    "runs.RunLogs.forget",
                    "adapter.local.LocalSandbox.close",
                    "desktops.Session.close",
                    "runs.Runs.start",
                    "adapter.sql.SqlRunStore.add",
                    "adapter.sql.SqlRunStore.addEvent",
                    "adapter.sql.SqlWebhookStore.claim",
                    "adapter.sql.SqlWebhookStore.record");

    private TortureSteps() {}

    /**
     * Returns with the server standing still at the given time it gets to a step.
     *
     * @param port on which it listens for debuggers
     * @return false where it did not get there in time; it runs on then
     */
    static boolean reach(int port, String step, int times, Duration atMost)
            throws InterruptedException {
        var machine = attach(port);
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            request(machine, step);
            int left = times;
            while (left > 0 && System.nanoTime() < deadline) {
                var events = machine.eventQueue().remove(100);
                if (events != null) {
                    left -= reached(events, step);
                    if (left > 0) {
                        events.resume();
                    }
                }
            }
            if (left <= 0) {
                return true;
            }
            machine.dispose();
            return false;
        } catch (VMDisconnectedException e) {
            return false;
        }
    }

    private static int reached(EventSet events, String step) {
        int count = 0;
        for (var event : events) {
            if (event instanceof BreakpointEvent) {
                count++;
            } else if (event instanceof ClassPrepareEvent prepared) {
                stopIn(prepared.referenceType(), step);
            }
        }
        return count;
    }

    private static void request(VirtualMachine machine, String step) {
        var name = "dev.handwright." + step.substring(0, step.lastIndexOf('.'));
        var loaded = machine.classesByName(name);
        loaded.forEach(it -> stopIn(it, step));
        if (loaded.isEmpty()) {
            var preparing = machine.eventRequestManager().createClassPrepareRequest();
            preparing.addClassFilter(name);
            preparing.enable();
        }
    }

    private static void stopIn(ReferenceType type, String step) {
        var methods = type.methodsByName(step.substring(step.lastIndexOf('.') + 1));
        for (var method : methods) {
            if (method.location() != null) {
                type.virtualMachine()
                        .eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable();
            }
        }
    }

    /** Names of steps that are no method of the program any more. */
    static List<String> unknown() {
        return STEPS.stream().filter(it -> !exists(it)).toList();
    }

    private static boolean exists(String step) {
        int dot = step.lastIndexOf('.');
        try {
            var type = Class.forName("dev.handwright." + step.substring(0, dot));
            return List.of(type.getDeclaredMethods()).stream()
                    .anyMatch(it -> it.getName().equals(step.substring(dot + 1)));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static VirtualMachine attach(int port) {
        var connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(it -> it.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        try {
            return connector.attach(arguments(connector, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.util.Map<String, Connector.Argument> arguments(
            AttachingConnector connector, int port) {
        var arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return arguments;
    }
}
