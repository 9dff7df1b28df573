// Where the API is and who asks. In a browser the token comes from your login; here from `tonghu token director@fujian`.
export interface Access {
  url: string;
  token(): Promise<string>; // asked for at every request and at every new connection, so a renewed one is used at once
}

export const LANGUAGE = "zh-CN"; // or "en": messages of errors and summaries of alerts

export const access: Access = {
  url: process.env.TONGHU_URL ?? "http://127.0.0.1:8000/graphql",
  async token() {
    const token = process.env.TONGHU_TOKEN;
    if (!token) throw new Error("TONGHU_TOKEN is not set: export TONGHU_TOKEN=$(tonghu token director@fujian)");
    return token;
  },
};

/** This moment, or the one at which a demo stands that was started with TONGHU_NOW. */
export const now = (): Date => new Date(process.env.TONGHU_NOW ?? Date.now());
