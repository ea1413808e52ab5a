package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.ProblemCode;

/**
 * A document with a brief that has a problem.
 *
 * @param markdown the document; its only block is the brief
 * @param code of the problem that it certainly has; others may follow from it
 */
public record SpoiltBrief(String markdown, ProblemCode code) {}
