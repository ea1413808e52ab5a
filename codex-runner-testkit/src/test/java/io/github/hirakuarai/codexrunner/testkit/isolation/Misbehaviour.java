package io.github.hirakuarai.codexrunner.testkit.isolation;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/** What a broken plugin does instead of its work. */
enum Misbehaviour {
    THROWS {
        @Override
        Object happen() {
            throw new IllegalStateException("it broke");
        }
    },
    THROWS_WHAT_ENDS_COMMANDS {
        @Override
        Object happen() {
            throw new RunnerException(ErrorCode.USAGE, "it gives up");
        }
    },
    SAYS_THE_RUNNER_IS_BROKEN {
        @Override
        Object happen() {
            throw new RunnerException(ErrorCode.INTERNAL, "it gives up");
        }
    },
    CANNOT_SAY_WHAT_HAPPENED {
        @Override
        Object happen() {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                    throw new IllegalArgumentException("not even this");
                }
            };
        }
    },
    LEAKS_AN_ERROR {
        @Override
        Object happen() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    },
    ANSWERS_NULL {
        @Override
        Object happen() {
            return null;
        }
    },
    HANGS {
        @Override
        Object happen() throws InterruptedException {
            new CountDownLatch(1).await();
            return null;
        }
    };

    abstract Object happen() throws Exception;

    /** A plugin that is sound but for one method. */
    <T> T in(String method, Class<T> type, T sound) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (called.getName().equals(method)) {
                return happen();
            }
            try {
                return called.invoke(sound, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
