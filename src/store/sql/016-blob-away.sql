-- The row has left what this person may read before the server had its file: the file is sent all the same, and goes then.
ALTER TABLE blob_send ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
