/** A value of a file of annotated values. */
export interface AnnotatedValue {
  readonly path: string
  readonly value: unknown
  readonly description: string | undefined
}
/** The values of a file of annotated values, in its order. */
export declare const valuesIn: (text: string) => readonly AnnotatedValue[]
/** A README with the table of the values in its place. */
export declare const withTable: (readme: string, values: string) => string
