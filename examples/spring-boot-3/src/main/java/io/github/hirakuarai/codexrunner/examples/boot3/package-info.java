/** A web application that checks briefs. */
package io.github.hirakuarai.codexrunner.examples.boot3;
