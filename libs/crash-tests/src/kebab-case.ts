/** A service's name as images, charts and folders have it: `victim-support` of `victimSupport`. */
export const inKebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
