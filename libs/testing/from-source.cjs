/**
 * For `npm run test:watch`: to find the specifications affected by a change, Jest resolves imports without the
 * conditions with which specifications run, and would find the dist folders of other packages.
 */
module.exports = (path, options) =>
  options.defaultResolver(path, { ...options, conditions: options.conditions ?? ['@case-timeline/source', 'import', 'node', 'default'] })
