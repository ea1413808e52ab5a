/** Shows that the contract suites catch what they are there for. */
package io.github.hirakuarai.codexrunner.testkit.contract;
