package io.github.hirakuarai.codexrunner.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a class try a part of the long lists of values that some requirements have. It is for executors that share the code to
 * which the values matter: each tries another part, and together they try them all. A class without it tries each value, and so
 * does every class with {@code -Dparts=all}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Part {

    /** Which part, from 1. */
    int number();

    /** How many parts there are. */
    int of();
}
