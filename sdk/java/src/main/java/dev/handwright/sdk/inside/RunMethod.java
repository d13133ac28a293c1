package dev.handwright.sdk.inside;

import dev.handwright.sdk.Secure;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A workflow's {@code run}: one or two records in, one record out; static or of an instance. */
record RunMethod(Method method, Class<?> params, Optional<Class<?>> secure, Class<?> result) {
    static final String FORM = "Result run(Params params), where both are records";

    /** What is wrong with the class, or nothing; then {@link #of} answers. */
    static List<String> problems(Class<?> workflow) {
        var runs = named(workflow);
        if (runs.isEmpty()) {
            return List.of("there is no method run; write " + FORM);
        }
        if (runs.size() > 1) {
            return List.of("there are %d methods named run; keep one".formatted(runs.size()));
        }
        var problems = new ArrayList<String>();
        var types = runs.getFirst().getParameterTypes();
        if (types.length < 1 || types.length > 2) {
            problems.add("run takes params, or params and secure params: " + FORM);
        }
        for (var type : types) {
            if (!type.isRecord()) {
                problems.add(type.getSimpleName() + " must be a record");
            }
        }
        var result = runs.getFirst().getReturnType();
        if (!result.isRecord()) {
            problems.add(
                    "run must return a record, not %s: %s".formatted(result.getSimpleName(), FORM));
        }
        if (problems.isEmpty()) {
            problems.addAll(secureProblems(of(workflow)));
        }
        return problems;
    }

    private static List<String> secureProblems(RunMethod run) {
        var problems = new ArrayList<String>();
        for (var component : run.params.getRecordComponents()) {
            if (component.getType() == Secure.class) {
                problems.add(
                        "%s is Secure, which only components of SecureParams can be"
                                .formatted(component.getName()));
            }
        }
        run.secure.ifPresent(type -> {
            for (var component : type.getRecordComponents()) {
                if (component.getType() != Secure.class) {
                    problems.add(
                            "%s of %s must be Secure"
                                    .formatted(component.getName(), type.getSimpleName()));
                }
            }
        });
        return problems;
    }

    /** The run of a class without problems. */
    static RunMethod of(Class<?> workflow) {
        var method = named(workflow).getFirst();
        var types = method.getParameterTypes();
        return new RunMethod(
                method,
                types[0],
                types.length == 2 ? Optional.of(types[1]) : Optional.empty(),
                method.getReturnType());
    }

    private static List<Method> named(Class<?> workflow) {
        return Stream.of(workflow.getDeclaredMethods())
                .filter(it -> it.getName().equals("run") && !it.isSynthetic())
                .toList();
    }

    /** Calls it; what the code throws comes as the cause of InvocationTargetException. */
    @Nullable Object call(@Nullable Object... arguments)
            throws InvocationTargetException, ReflectiveOperationException {
        method.setAccessible(true);
        if (Modifier.isStatic(method.getModifiers())) {
            return method.invoke(null, arguments);
        }
        Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        return method.invoke(constructor.newInstance(), arguments);
    }

    /** The secure params as references; empty where one that was not given. */
    List<String> missing(List<?> given) {
        return secure.stream()
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(RecordComponent::getName)
                .filter(name -> !given.contains(name))
                .toList();
    }
}
