package io.github.hirakuarai.codexrunner.model;

/**
 * Why the admission policy holds a brief.
 *
 * @param code stable, for programs
 * @param message what is so, with names and numbers, in one sentence
 */
public record Reason(ReasonCode code, String message) {}
