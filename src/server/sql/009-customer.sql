-- Whose contact a row is, in hex: all contacts of one customer are found for handing over (R7).
ALTER TABLE row ADD COLUMN customer TEXT;
UPDATE row SET customer = body ->> '$.customer'
  WHERE tbl IN ('call', 'sales_order', 'rating', 'ticket') AND body ->> '$.customer' IS NOT NULL;
CREATE INDEX row_by_customer ON row (org, tbl, customer) WHERE customer IS NOT NULL;
