package dev.handwright.it;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops a server, as a debugger does, at the first of some steps that it gets to: the program
 * itself knows nothing of being tortured. It stands still then until it is killed.
 */
final class TortureTrap {
    private static final String PROGRAM = "dev.handwright.";
    private static final Duration START = Duration.ofSeconds(60);

    private final VirtualMachine machine;
    private final Map<String, Integer> passages;
    private final CompletableFuture<String> caught = new CompletableFuture<>();

    private TortureTrap(VirtualMachine machine, Map<String, Integer> passages) {
        this.machine = machine;
        this.passages = new HashMap<>(passages);
    }

    /**
     * Lets a server go that has waited for this.
     *
     * @param passages how often it may pass each step
     */
    static TortureTrap set(int port, Map<String, Integer> passages) {
        var trap = new TortureTrap(attach(port), passages);
        var types = passages.keySet().stream().map(TortureTrap::type).distinct().toList();
        for (var type : types) {
            var preparing = trap.machine.eventRequestManager().createClassPrepareRequest();
            preparing.addClassFilter(type);
            preparing.enable();
        }
        Thread.ofPlatform().daemon().name("torture-trap").start(trap::watch);
        trap.machine.resume();
        return trap;
    }

    Set<String> steps() {
        return passages.keySet();
    }

    /** Whether the server stands still, or has ended. */
    boolean isSprung() {
        return caught.isDone();
    }

    /** Where the server stands still; empty where it did not get to a step in time, and runs on. */
    Optional<String> caught(Duration atMost) throws InterruptedException {
        try {
            return Optional.of(caught.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    /** It runs on. */
    void release() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // It has ended.
        }
    }

    private void watch() {
        try {
            while (true) {
                var events = machine.eventQueue().remove();
                var step = step(events);
                if (step.isPresent()) {
                    caught.complete(step.get());
                    return;
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            caught.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> step(EventSet events) {
        for (var event : events) {
            if (event instanceof ClassPrepareEvent prepared) {
                stopIn(prepared.referenceType());
            } else if (event instanceof BreakpointEvent at) {
                var method = at.location().method();
                var step = name(method.declaringType()) + "." + method.name();
                if (passages.merge(step, -1, Integer::sum) < 0) {
                    return Optional.of(step);
                }
            }
        }
        return Optional.empty();
    }

    private void stopIn(ReferenceType type) {
        var requests = machine.eventRequestManager();
        passages.keySet().stream()
                .filter(it -> type(it).equals(type.name()))
                .flatMap(it -> type.methodsByName(it.substring(it.lastIndexOf('.') + 1)).stream())
                .filter(it -> it.location() != null)
                .forEach(it -> requests.createBreakpointRequest(it.location()).enable());
    }

    private static String type(String step) {
        return PROGRAM + step.substring(0, step.lastIndexOf('.'));
    }

    private static String name(ReferenceType type) {
        return type.name().substring(PROGRAM.length());
    }

    /** As soon as it listens. */
    private static VirtualMachine attach(int port) {
        var connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(it -> it.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        var arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        var machine = new AtomicReference<VirtualMachine>();
        Await.that(
                START,
                () -> {
                    try {
                        machine.set(connector.attach(arguments));
                        return true;
                    } catch (ConnectException e) {
                        return false;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (IllegalConnectorArgumentsException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return machine.get();
    }
}
