package io.github.hirakuarai.codexrunner.model;

/**
 * Why the admission policy holds a brief.
 *
 * @param code stable, for programs
 * @param message the reason in one sentence, with names and numbers
 */
public record Reason(ReasonCode code, String message) {}
