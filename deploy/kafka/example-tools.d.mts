/** The programs that the examples for Kafka run with, and the folder of Kafka's jars. */
export declare const exampleTools: () => Promise<{ readonly java: string; readonly jars: string; readonly python: string }>
