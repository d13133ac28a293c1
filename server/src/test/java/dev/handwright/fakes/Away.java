package dev.handwright.fakes;

import dev.handwright.base.Unavailable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store's database that is away for some of its methods, as a test says. */
public final class Away {
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger breaks = new AtomicInteger();
    private volatile String broken = "";
    private volatile String unheard = "";
    private volatile Set<String> methods = Set.of();

    /** From now on these fail, and no others. */
    public void during(String... names) {
        refused.set(0);
        methods = Set.of(names);
    }

    /** The next call of it that finds or changes something is done, but its answer is lost. */
    public void loseAnswerOf(String name) {
        unheard = name;
    }

    /** The next calls of it fail in a way that nobody has foreseen. */
    public void breakDown(String name, int times) {
        broken = name;
        breaks.set(times);
    }

    /** How many calls have failed since then. */
    public int refused() {
        return refused.get();
    }

    /**
     * @param type an interface
     */
    public <T> T over(Class<T> type, T store) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            if (methods.contains(method.getName())) {
                                refused.incrementAndGet();
                                throw new Unavailable("it is away", new IOException());
                            }
                            if (method.getName().equals(broken) && breaks.getAndDecrement() > 0) {
                                throw new IllegalStateException("as a test wants it");
                            }
                            try {
                                var answer = method.invoke(store, arguments);
                                boolean heard =
                                        answer instanceof Optional<?> found
                                                ? found.isPresent()
                                                : Boolean.TRUE.equals(answer);
                                if (heard && method.getName().equals(unheard)) {
                                    unheard = "";
                                    throw new Unavailable("it has gone", new IOException());
                                }
                                return answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
